package dev.baton.testkit;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/** A private key in PKCS #8's encrypted form, by the one algorithm that the JDK can also put a name to (JDK-8261433). */
final class EncryptedKey {
    private static final String ALGORITHM = "PBEWithSHA1AndDESede";
    private static final byte[] SALT = {1, 9, 2, 8, 3, 7, 4, 6};
    private static final int ROUNDS = 4_096;

    private EncryptedKey() {}

    static byte[] of(PrivateKey key, String password) throws GeneralSecurityException, IOException {
        SecretKey secret =
                SecretKeyFactory.getInstance(ALGORITHM).generateSecret(new PBEKeySpec(password.toCharArray()));
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(SALT, ROUNDS));
        AlgorithmParameters parameters = cipher.getParameters();
        return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key.getEncoded())).getEncoded();
    }
}
